"""
The min-cut moves from split to split
=====================================

:func:`tnrnn.animate` draws the min-cut of every split of a sequence into Start and End, one frame for each split, with
the values of all splits below. As long as the Start is short, the cut severs its inputs; later it severs bonds of both
layers, and at last a single bond. The same call makes an mp4, or a pdf for slides with one page for each frame.
"""

import tnrnn
from tnrnn.drawing import Story

network = tnrnn.unroll(tnrnn.rac(length=6, layers=2, inputs=5, hidden=2))
tnrnn.animate(network, "split.gif", story=Story("sweep", seconds=1.2))
