"""The file kit: CSV files into PostgreSQL without a Singer process.

Files are found, parsed as tap-csv parses them, checked, loaded with one upsert a file, and archived.
"""
