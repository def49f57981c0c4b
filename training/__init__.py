"""Training, calibration, evaluation and export of FracView's networks on FracAtlas.

Needs the `training` extra (PyTorch, Ultralytics, ...); the application never imports it.
"""
