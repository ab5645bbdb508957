"""Cameras: one pull of each stream, recorded, watched for its health and handed on; decoded only where somebody looks. No Qt."""
