"""Tests of your own. This file is written once and never changed again."""
