"""bywhen.formats"""
