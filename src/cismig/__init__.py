"""CIS Migration Graph: who cooperates on migration in the CIS, and who says so."""
