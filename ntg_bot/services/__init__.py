"""Use cases, one class a family. They know the domain and the ports of `ports.py`, nothing else."""
