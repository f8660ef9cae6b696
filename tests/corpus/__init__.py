"""Invented lists of persons and documents full of look-alikes, in every file format.

Nothing here uses a pattern, a check digit or a reader of the package: a generator that shared
them with the detector would share its mistakes.
"""
