"""bywhen.ingest"""
