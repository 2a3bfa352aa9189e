"""The runtime's graphs of the encoder, without weights: they are handed over when a session starts.

The rounded graph multiplies whole numbers: what comes in is rounded by a scale that was fixed when the model was made
(ranges.py), weights are int8 with one scale a column. The float graph rounds nothing; the untuned model runs in it.
Attention is a fused operator of onnxruntime, which takes half the time of plain ones. Sums and norms are two operators,
which take a quarter of the time of the fused one (SkipLayerNormalization): it was a fifth of all.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

from bert import N_DIMENSIONS, N_HEADS, N_INNER, N_LAYERS
from onnx import NodeProto, TensorProto, helper

_FUSED = "com.microsoft"
_EPSILON = 1e-12
_OPSET, _IR_VERSION = 17, 9  # old ones, so that many versions of the runtime read the file
_N_QKV = 3 * N_DIMENSIONS


def build_graph(*, rounded: bool, n_layers: int = N_LAYERS, n_inner: int = N_INNER) -> bytes:
    """Return the graph: x (batch, tokens, N_DIMENSIONS) and lengths (batch,) int32 to hidden, of the shape of x."""
    graph = _Rounded(n_inner) if rounded else _Float()
    current = "h0"
    for number in range(n_layers):
        own = f"{number}."
        attended = graph.attention(current, own)
        current = graph.sum_and_norm(graph.product(attended, f"{own}out", N_DIMENSIONS, f"{own}o"), current, own, "1")
        bent = graph.add("Gelu", [graph.product(current, f"{own}up", n_inner, f"{own}u")], f"{own}g")
        lowered = graph.product(bent, f"{own}down", N_DIMENSIONS, f"{own}d", n_in=n_inner)
        current = graph.sum_and_norm(lowered, current, own, "2")
    return graph.finished(current)


class _Float:
    """A graph in the making, with plain products."""

    def __init__(self) -> None:
        self.weights: list[TensorProto] = []
        norm = [self.weight("norm.weight", N_DIMENSIONS), self.weight("norm.bias", N_DIMENSIONS)]
        self.nodes: list[NodeProto] = [
            helper.make_node("LayerNormalization", ["x", *norm], ["h0"], epsilon=_EPSILON, axis=-1)
        ]

    def add(self, operator: str, inputs: Sequence[str], output: str, domain: str = _FUSED, **attributes: float) -> str:
        """Add a node and return the name of what comes out."""
        self.nodes.append(helper.make_node(operator, list(inputs), [output], domain=domain, **attributes))
        return output

    def weight(self, name: str, *shape: int, kind: int = TensorProto.FLOAT, n_bytes: int = 4) -> str:
        """Add a weight that has a name and a shape but no values."""
        tensor = TensorProto()
        tensor.name = name
        tensor.data_type = kind
        tensor.dims.extend(shape)
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", "weights"), ("length", str(n_bytes * prod(shape)))):
            entry = tensor.external_data.add()
            entry.key, entry.value = key, value
        self.weights.append(tensor)
        return name

    def attention(self, x: str, own: str) -> str:
        """Add attention over the tokens of each text."""
        qkv = self.weight(f"{own}qkv.weight", N_DIMENSIONS, _N_QKV), self.weight(f"{own}qkv.bias", _N_QKV)
        return self.add("Attention", [x, *qkv, "lengths"], f"{own}att", num_heads=N_HEADS)

    def product(self, x: str, name: str, n_out: int, output: str, n_in: int = N_DIMENSIONS) -> str:
        """Add the product with a matrix, and a bias."""
        matrix = self.weight(f"{name}.weight", n_in, n_out)
        self.nodes.append(helper.make_node("MatMul", [x, matrix], [f"{name}.y"]))
        return self.add("Add", [f"{name}.y", self.weight(f"{name}.bias", n_out)], output, domain="")

    def sum_and_norm(self, inner: str, outer: str, own: str, which: str) -> str:
        """Add the sum of what came in and what was made of it, and its norm."""
        norm = [self.weight(f"{own}norm{which}.{kind}", N_DIMENSIONS) for kind in ("weight", "bias")]
        whole = self.add("Add", [inner, outer], f"{own}s{which}", domain="")
        return self.add("LayerNormalization", [whole, *norm], f"{own}n{which}", domain="", epsilon=_EPSILON, axis=-1)

    def finished(self, last: str) -> bytes:
        """Return the whole graph as bytes."""
        self.nodes.append(helper.make_node("Identity", [last], ["hidden"]))
        vectors: list[Any] = ["batch", "tokens", N_DIMENSIONS]
        inputs = [
            helper.make_tensor_value_info("x", TensorProto.FLOAT, vectors),
            helper.make_tensor_value_info("lengths", TensorProto.INT32, ["batch"]),
        ]
        outputs = [helper.make_tensor_value_info("hidden", TensorProto.FLOAT, vectors)]
        graph = helper.make_graph(self.nodes, "encoder", inputs, outputs, self.weights)
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(_FUSED, 1)]
        return helper.make_model(graph, opset_imports=opsets, ir_version=_IR_VERSION).SerializeToString()


class _Rounded(_Float):
    """The same with whole-number products."""

    def __init__(self, n_inner: int) -> None:
        super().__init__()
        # Weights are rounded evenly around zero. The runtime wants their zeros said, one a column.
        self.weights.append(helper.make_tensor("zero8", TensorProto.INT8, [1], [0]))
        for size in (N_DIMENSIONS, _N_QKV, n_inner):
            self.weights.append(helper.make_tensor(f"zeros{size}", TensorProto.INT8, [size], [0] * size))

    def attention(self, x: str, own: str) -> str:
        name = f"{own}qkv"
        x = self._rounded(x, name)
        matrix = self.weight(f"{name}.weight.int8", N_DIMENSIONS, _N_QKV, kind=TensorProto.INT8, n_bytes=1)
        bias, scale = self.weight(f"{name}.bias", _N_QKV), self.weight(f"{name}.weight.scale", _N_QKV)
        inputs = [x, matrix, bias, f"{name}.in.scale", scale, "lengths", f"{name}.in.zero", f"zeros{_N_QKV}"]
        return self.add("QAttention", inputs, f"{own}att", num_heads=N_HEADS)

    def product(self, x: str, name: str, n_out: int, output: str, n_in: int = N_DIMENSIONS) -> str:
        x = self._rounded(x, name)
        matrix = self.weight(f"{name}.weight.int8", n_in, n_out, kind=TensorProto.INT8, n_bytes=1)
        scale = self.weight(f"{name}.weight.scale", n_out)
        bias = self.weight(f"{name}.bias", n_out)
        inputs = [x, matrix, f"{name}.in.scale", scale, f"{name}.in.zero", f"zeros{n_out}", bias]
        return self.add("MatMulIntegerToFloat", inputs, output)

    def _rounded(self, x: str, name: str) -> str:
        scale = self.weight(f"{name}.in.scale")
        zero = self.weight(f"{name}.in.zero", kind=TensorProto.UINT8, n_bytes=1)
        self.nodes.append(helper.make_node("QuantizeLinear", [x, scale, zero], [f"{name}.q"]))
        return f"{name}.q"
