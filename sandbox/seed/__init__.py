"""Content of the demo county 云岭县. All names, figures and document numbers are invented."""
