r"""
Two layers and their min-cut
============================

This is the tensor network of a recurrent arithmetic circuit with two layers. Each state that layer 2 reads hangs below
it with the whole chain that made it, down to its inputs. The min-cut between Start and End bounds the Start-End
separation rank. Here it is less than the straight line between them, and less than all inputs of the End: it severs
bonds of both kinds.
"""

import matplotlib.pyplot as plt

import tnrnn

length, inputs = 6, 2
circuit = tnrnn.rac(length, layers=2, inputs=inputs, hidden=3)
network = tnrnn.unroll(circuit, mode="continuous")
half = tnrnn.Partition.start_end(length)
cut = tnrnn.min_cut(network, half)
line = tnrnn.slice_cut(network, at=len(half.near))
end_inputs = inputs ** sum(circuit.copies[vertex.name] for vertex in circuit.inputs if vertex.position in half.far)
assert cut.value < min(line.value, end_inputs)

fig, ax = plt.subplots(figsize=(8, 5.6), layout="constrained")
tnrnn.draw(network, cut=cut, ax=ax, style=tnrnn.Style(font_size=11))
ax.set_title(f"straight line {line.value}, all inputs of the End {end_inputs}, min-cut {cut.value}")

plt.show()
