"""Screens of the county office, with which county IT makes and keeps the bureaus."""
