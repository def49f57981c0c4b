"""FracView: fracture findings on bone radiographs, explained, on your own machine.

Research use only. Not a medical device.
"""

__version__ = "0.1.0"
