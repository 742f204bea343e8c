"""The rules of calculation stated twice, and the laws that both must keep."""
