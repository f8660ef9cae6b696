"""Backup and restore of a whole installation: database, files and, when asked for, keys."""
