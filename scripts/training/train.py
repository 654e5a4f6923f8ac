"""Trains the refiner on drawn scenes, on a few processor cores.

python train.py OUT.pt SCENES... [--minutes 40] [--batch 4] [--rate 0.001] [--threads 2]

Runs until its minutes (of the clock) are over. Writes OUT.pt every four minutes and goes on from it when it is there. Every
twelfth scene is kept for judging: PSNR of the frame by the engine alone and refined.
"""
import argparse
import json
import pathlib
import time

import numpy as np
import torch

from network import CHANNELS, Refiner, blended, part, refined

FLOW_COUNTS = 0.02
# Cells that are learnt from at a time, of each frame: height, width.
PART = (64, 96)


class Scenes:
    """One folder that makeScenes.py and readScenes.mjs have filled."""

    def __init__(self, folder):
        shape = json.loads((folder / "scenes.json").read_text())
        w, h, times = shape["width"], shape["height"], shape["times"]
        of = lambda name, kind, *dims: np.memmap(folder / name, kind, "r").reshape(-1, *dims)
        self.pictures = of("pictures.u8", np.uint8, 2 + times, h, w, 3)
        self.times = of("times.f32", np.float32, times)
        self.flow = of("flow.f32", np.float32, times, h // 2, w // 2, 2)
        self.cells = of("cells.f32", np.float32, times, CHANNELS, h // 2, w // 2)
        self.items = [(self, i, k) for i in range(len(self.cells)) for k in range(times) if not np.isnan(self.cells[i, k, 0, 0, 0])]


def load(items, random=None):
    """Cells, a, b, truth, t and true flow of some items; with `random` mirrored and with the pictures swapped at will."""
    rows = [[], [], [], [], [], []]
    for scenes, i, k in items:
        pictures = torch.from_numpy(scenes.pictures[i, [0, 1, 2 + k]].copy()).permute(0, 3, 1, 2).float() / 255
        cells = torch.from_numpy(scenes.cells[i, k].copy())
        flow = torch.from_numpy(scenes.flow[i, k].copy()).permute(2, 0, 1)
        a, b, truth, t = pictures[0], pictures[1], pictures[2], float(scenes.times[i, k])
        if random is not None and random.random() < 0.5:
            a, b, t, flow = b, a, 1 - t, -flow
            cells = torch.cat([-cells[:2], 1 - cells[2:3], cells[3:4], 1 - cells[4:5], cells[8:11], cells[5:8], cells[14:17], cells[11:14]])
        for axis in (0, 1):
            if random is not None and random.random() < 0.5:
                a, b, truth, cells, flow = (each.flip(2 - axis) for each in (a, b, truth, cells, flow))
                cells[axis] *= -1
                flow[axis] *= -1
        for row, value in zip(rows, (cells, a, b, truth, torch.tensor(t).view(1, 1, 1), flow)):
            row.append(value)
    return [torch.stack(row) for row in rows]


def errors(net, batch, corner, size):
    """Mean squared error of each frame in a part of it (cells), and the blend there."""
    cells, a, b, truth, t, _ = batch
    cells = part(cells, corner, (0, 0, *size))
    blend = refined(cells, net(cells))
    corner = (2 * corner[0], 2 * corner[1])
    frame = blended(a, b, blend, t, corner)
    return (frame - part(truth, corner, frame.shape)).pow(2).mean((1, 2, 3)), blend


def loss_of(net, batch, random):
    cells, flow = batch[0], batch[5]
    corner = [8 * int(random.integers((cells.shape[3 - axis] - PART[1 - axis]) // 8 + 1)) for axis in (0, 1)]
    squares, blend = errors(net, batch, corner, PART)
    flow = part(flow, corner, blend.shape)
    known = ~torch.isnan(flow)
    miss = torch.where(known, blend[:, :2] - torch.where(known, flow, 0), 0).abs().sum(1)
    # Robust: a motion that is far off is no worse than one that is off by some cells.
    return torch.log(squares + 1e-5).mean() + FLOW_COUNTS * (miss + 0.01).sqrt().mean()


def silent(cells):
    """What leaves the engine as it is."""
    return torch.zeros_like(cells[:, :4])


def judge(net, items):
    """Mean PSNR of the engine alone and refined, dB."""
    found = [[], []]
    with torch.no_grad():
        for at in range(0, len(items), 4):
            batch = load(items[at : at + 4])
            for row, what in zip(found, (silent, net)):
                row.append(-10 * torch.log10(errors(what, batch, (0, 0), batch[0].shape[2:])[0] + 1e-6))
    return [torch.cat(row).mean().item() for row in found]


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("scenes", type=pathlib.Path, nargs="+")
    parser.add_argument("--minutes", type=float, default=40)
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    torch.set_num_threads(given.threads)
    torch.manual_seed(1)
    items = [item for folder in given.scenes for item in Scenes(folder).items]
    judged = [item for item in items if item[1] % 12 == 0]
    learnt = [item for item in items if item[1] % 12 != 0]
    net = Refiner()
    # It begins as no change at all.
    torch.nn.init.zeros_(net.last.weight)
    torch.nn.init.zeros_(net.last.bias)
    optimiser = torch.optim.AdamW(net.parameters(), lr=given.rate, weight_decay=1e-4)
    steps = 0
    if given.out.exists():
        kept = torch.load(given.out, weights_only=True)
        net.load_state_dict(kept["state"])
        optimiser.load_state_dict(kept["optimiser"])
        steps = kept["steps"]
    print(f"{sum(p.numel() for p in net.parameters())} parameters, {len(learnt)} frames, from step {steps}", flush=True)
    random = np.random.default_rng(steps + 1)
    started = saved = time.monotonic()
    sums = []

    def save(frames):
        before, after = judge(net, judged[:: max(1, len(judged) // frames)])
        print(f"step {steps}: loss {np.mean(sums or [0]):.4f}, engine {before:.3f} dB, refined {after:.3f} dB", flush=True)
        sums.clear()
        kept = {"state": net.state_dict(), "optimiser": optimiser.state_dict(), "steps": steps, "dB": [before, after]}
        torch.save(kept, given.out.with_suffix(".part"))
        given.out.with_suffix(".part").replace(given.out)

    while (share := (time.monotonic() - started) / (60 * given.minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = given.rate * min(1, 3 * (1 - share)) + 1e-6
        loss = loss_of(net, load([learnt[i] for i in random.integers(len(learnt), size=given.batch)], random), random)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimiser.step()
        steps += 1
        sums.append(loss.item())
        if time.monotonic() - saved > 240:
            save(16)
            saved = time.monotonic()
    save(80)


if __name__ == "__main__":
    main()
