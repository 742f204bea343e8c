"""bywhen.editing"""
