"""Tests of the hub that need a running one, or its core."""
