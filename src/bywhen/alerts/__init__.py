"""bywhen.alerts"""
