"""bywhen.store"""
