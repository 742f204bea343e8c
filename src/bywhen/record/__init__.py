"""bywhen.record"""
