"""The secondary screens, each by itself: pushed on a bare app, driven by keys and by mouse."""
