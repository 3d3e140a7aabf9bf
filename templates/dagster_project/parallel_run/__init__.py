"""Runs Meltano and this project on the same input, and keeps what both left in a bundle.

`m2d compare` judges bundles; nothing here does.
"""
