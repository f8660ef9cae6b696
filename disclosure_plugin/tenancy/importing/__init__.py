"""Many bureaus from one CSV file: read it, check each line, make what can be made."""
