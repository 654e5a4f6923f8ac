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
    """The network's layers under the names that `Refiner` gives them; input `cells`, output `said`."""
    nodes, constants = [], [numpy_helper.from_array(np.array([1, 1, 2, 2], np.float32), "twice")]
    for name in ("read", "said"):
        constants.append(numpy_helper.from_array(getattr(net, name).numpy(), f"{name}.scale"))

    def conv(name, source, target, active=True):
        layer = getattr(net, name)
        for each in ("weight", "bias"):
            constants.append(numpy_helper.from_array(getattr(layer, each).detach().numpy(), f"{name}.{each}"))
        shape = {
            "kernel_shape": list(layer.kernel_size),
            "strides": list(layer.stride),
            "pads": list(layer.padding) * 2,
        }
        made = f"{name}.plain" if active else target
        nodes.append(helper.make_node("Conv", [source, f"{name}.weight", f"{name}.bias"], [made], **shape))
        if active:
            nodes.append(helper.make_node("LeakyRelu", [made], [target], alpha=0.1))

    def add(one, other, target):
        nodes.append(helper.make_node("Add", [one, other], [target]))

    def grow(name, source, beside, target):
        how = {"mode": "nearest", "coordinate_transformation_mode": "asymmetric", "nearest_mode": "floor"}
        conv(name, source, f"{name}.small", active=False)
        nodes.append(helper.make_node("Resize", [f"{name}.small", "", "twice"], [f"{name}.twice"], **how))
        add(beside, f"{name}.twice", target)

    nodes.append(helper.make_node("Mul", ["cells", "read.scale"], ["x"]))
    conv("down1", "x", "a")
    conv("down2", "a", "b")
    conv("down3", "b", "c")
    conv("deep1", "c", "c1")
    conv("deep2", "c1", "c2")
    add("c", "c2", "c3")
    grow("narrow2", "c3", "b", "b1")
    conv("up2", "b1", "b2")
    add("b1", "b2", "b3")
    grow("narrow1", "b3", "a", "a1")
    conv("up1", "a1", "a2")
    add("a1", "a2", "a3")
    conv("last", "a3", "quarters", active=False)
    nodes.append(helper.make_node("DepthToSpace", ["quarters"], ["units"], blocksize=2, mode="CRD"))
    nodes.append(helper.make_node("Mul", ["units", "said.scale"], ["said"]))
    shape = lambda channels: ["n", channels, "height", "width"]
    cells = helper.make_tensor_value_info("cells", TensorProto.FLOAT, shape(CHANNELS))
    said = helper.make_tensor_value_info("said", TensorProto.FLOAT, shape(4))
    return helper.make_graph(nodes, "refiner", [cells], [said], constants)


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
        said = net(cells)
    write(net, folder / "tiny.onnx")
    rounded = lambda tensor: [float(f"{value:.6g}") for value in tensor.flatten().tolist()]
    pack = {"dims": list(cells.shape), "cells": rounded(cells), "said": rounded(said)}
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
