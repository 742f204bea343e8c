"""bywhen.reading"""
