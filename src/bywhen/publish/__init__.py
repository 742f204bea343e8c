"""bywhen.publish"""
