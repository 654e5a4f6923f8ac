"""Writes the refiner as ONNX (opset 13), node by node.

python export.py REFINER.pt OUT.onnx
python export.py --fixture FOLDER     a tiny random network, its input and what PyTorch makes of it
"""
import argparse
import json
import pathlib

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from network import CHANNELS, Refiner


def graph_of(net):
    """The network's layers under the names that `Refiner` gives them; input `cells`, output `refined`."""
    nodes, constants = [], [numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice")]

    def conv(name, source, target, stride=1, active=True):
        layer = getattr(net, name)
        for part in ("weight", "bias"):
            values = getattr(layer, part).detach().numpy()
            constants.append(numpy_helper.from_array(values, f"{name}.{part}"))
        names = [source, f"{name}.weight", f"{name}.bias"]
        made = f"{name}.plain" if active else target
        shape = {"kernel_shape": [3, 3], "strides": [stride, stride], "pads": [1, 1, 1, 1]}
        nodes.append(helper.make_node("Conv", names, [made], **shape))
        if active:
            nodes.append(helper.make_node("LeakyRelu", [made], [target], alpha=0.1))

    def grow(source, beside, target):
        how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        nodes.append(helper.make_node("Resize", [source, "", "twice"], [f"{source}.twice"], **how))
        nodes.append(helper.make_node("Concat", [f"{source}.twice", beside], [target], axis=1))

    conv("down1", "cells", "a", 2)
    conv("down2", "a", "b", 2)
    conv("down3", "b", "c", 2)
    conv("deep1", "c", "c1")
    conv("deep2", "c1", "c2")
    nodes.append(helper.make_node("Add", ["c", "c2"], ["d3"]))
    grow("d3", "b", "d3b")
    conv("up3", "d3b", "d2")
    grow("d2", "a", "d2a")
    conv("up2", "d2a", "d1")
    grow("d1", "cells", "d1x")
    conv("up1", "d1x", "d0")
    conv("last", "d0", "refined", active=False)
    shape = lambda channels: ["n", channels, "height", "width"]
    cells = helper.make_tensor_value_info("cells", TensorProto.FLOAT, shape(CHANNELS))
    refined = helper.make_tensor_value_info("refined", TensorProto.FLOAT, shape(3))
    return helper.make_graph(nodes, "refiner", [cells], [refined], constants)


def write(net, file):
    model = helper.make_model(graph_of(net), opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString())


def write_fixture(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(5)
    net = Refiner((3, 4, 5))
    cells = (torch.randn(1, CHANNELS, 8, 16) * 100).round() / 100
    with torch.no_grad():
        refined = net(cells)
    write(net, folder / "tiny.onnx")
    rounded = lambda tensor: [float(f"{value:.6g}") for value in tensor.flatten().tolist()]
    pack = {"dims": list(cells.shape), "cells": rounded(cells), "refined": rounded(refined)}
    (folder / "tiny.json").write_text(json.dumps(pack) + "\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("files", type=pathlib.Path, nargs="*")
    parser.add_argument("--fixture", type=pathlib.Path)
    given = parser.parse_args()
    if given.fixture is not None:
        write_fixture(given.fixture)
        return
    source, out = given.files
    net = Refiner()
    net.load_state_dict(torch.load(source, weights_only=True)["state"])
    write(net, out)


if __name__ == "__main__":
    main()
