"""The rules of open government affairs in plain Python: no framework, no clock, no I/O."""
