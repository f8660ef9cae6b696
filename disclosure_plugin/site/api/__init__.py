"""The read-only interface for programs: what is public, as JSON, with its description."""
