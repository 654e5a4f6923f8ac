"""Trains the refiner on drawn scenes, on one processor core.

python train.py SCENES OUT.pt [--minutes 20] [--batch 4]

Every tenth scene is kept for judging: the error of the flow (cells) where a place is seen in both pictures, before and after.
"""
import argparse
import pathlib
import time

import numpy as np
import torch
from torch.nn import functional

from network import UNIT, Refiner, inputs_of


def load(files):
    """Both directions of each scene: inputs, start flow, true flow, visible (1) or hidden (0)."""
    a, b, forth, back, truth, visible = [], [], [], [], [], []
    for file in files:
        pack = np.load(file)
        pictures = [torch.from_numpy(pack[k]).permute(2, 0, 1).float() / 255 for k in "ab"]
        dis, flow = (torch.from_numpy(pack[k].astype(np.float32)).permute(0, 3, 1, 2) for k in ("dis", "flow"))
        hidden = torch.from_numpy(pack["hidden"]).float()
        for side in (0, 1):
            a.append(pictures[side])
            b.append(pictures[1 - side])
            forth.append(dis[side])
            back.append(dis[1 - side])
            truth.append(flow[side])
            visible.append(1 - hidden[side][None])
    a, b, forth, back, truth, visible = (torch.stack(each) for each in (a, b, forth, back, truth, visible))
    return inputs_of(a, b, forth, back), forth, truth, visible


def losses(net, batch):
    inputs, start, truth, visible = batch
    out = net(inputs)
    flow = start + out[:, :2] * UNIT
    miss = (flow - truth).abs().sum(1, keepdim=True)
    # Robust: a motion that is far off is no worse than one that is off by some cells.
    robust = (miss + 0.01).pow(0.5)
    weight = 0.2 + 0.8 * visible
    seen = functional.binary_cross_entropy_with_logits(out[:, 2:3], visible)
    return (robust * weight).mean() + 0.3 * seen, flow


def judge(net, files):
    with torch.no_grad():
        before = after = count = 0.0
        for at in range(0, len(files), 8):
            batch = load(files[at : at + 8])
            _, flow = losses(net, batch)
            _, start, truth, visible = batch
            before += ((start - truth).norm(dim=1, keepdim=True) * visible).sum().item()
            after += ((flow - truth).norm(dim=1, keepdim=True) * visible).sum().item()
            count += visible.sum().item()
    return before / count, after / count


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scenes", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--batch", type=int, default=4)
    given = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(1)
    files = sorted(given.scenes.glob("*.npz"))
    judged, learnt = files[::10], [file for index, file in enumerate(files) if index % 10]
    net = Refiner()
    print(f"{sum(p.numel() for p in net.parameters())} parameters, {len(learnt)} scenes")
    # It begins as no change at all.
    torch.nn.init.zeros_(net.last.weight)
    torch.nn.init.zeros_(net.last.bias)
    optimiser = torch.optim.AdamW(net.parameters(), lr=1e-3, weight_decay=1e-4)
    random = np.random.default_rng(1)
    started, steps = time.process_time(), 0
    while True:
        share = (time.process_time() - started) / (60 * given.minutes)
        if share >= 1:
            break
        for group in optimiser.param_groups:
            group["lr"] = 1e-3 * (1 - share) + 1e-6
        loss, _ = losses(net, load([learnt[i] for i in random.integers(len(learnt), size=given.batch)]))
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        steps += 1
        if steps % 50 == 0:
            print(f"step {steps}, loss {loss.item():.3f}", flush=True)
    before, after = judge(net, judged)
    print(f"{steps} steps; flow off by {before:.3f} cells before, {after:.3f} after")
    torch.save({"state": net.state_dict(), "before": before, "after": after, "steps": steps}, given.out)


if __name__ == "__main__":
    main()
