"""bywhen.cli"""
