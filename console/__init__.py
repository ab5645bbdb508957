"""The duty console: model, hub, wire, feed and command line. Qt appears only in `app.py`."""
