"""Draws pairs of pictures with exactly known motion: layers of noise, stripes and spots that move over each other.

python makeScenes.py FOLDER [--count 2000] [--seed 1]

Writes one .npz a pair: a, b (uint8, 96x160x3), flow and hidden for both directions (exact: float16 cells; bool), and dis, OpenCV's DIS flow
both ways (float16), which is what training starts from.
"""
import argparse
import pathlib

import cv2
import numpy as np

WIDTH, HEIGHT = 160, 96
# Pictures are drawn and searched at twice the grid's size, as the engine does.
SCALE = 2
SHEET = 512


def noise(random, grain):
    """Smooth noise -1..1 on a sheet."""
    small = random.standard_normal((SHEET // grain + 3, SHEET // grain + 3)).astype(np.float32)
    return cv2.resize(small, (SHEET, SHEET), interpolation=cv2.INTER_CUBIC)


def texture(random):
    """A sheet of colour, 0..255 float32."""
    dark, light = random.uniform(0, 255, (2, 3))
    kind = random.integers(4)
    grain = int(random.choice([8, 16, 32, 64]))
    share = 0.5 + 0.25 * noise(random, grain) + 0.15 * noise(random, max(4, grain // 4))
    if kind == 1:
        ys, xs = np.mgrid[:SHEET, :SHEET]
        turn, length = random.uniform(0, np.pi), random.uniform(6, 40)
        share = 0.3 * share + 0.35 + 0.35 * np.sign(np.sin((xs * np.cos(turn) + ys * np.sin(turn)) * 2 * np.pi / length))
    elif kind == 2:
        share = 0.5 + 0.04 * noise(random, 64)
    elif kind == 3:
        share = share + 0.5 * (noise(random, 8) > 1.2)
    sheet = dark + (light - dark) * np.clip(share, 0, 1)[..., None]
    return (sheet + 3 * random.standard_normal((SHEET, SHEET, 1))).astype(np.float32)


def shape(random, is_ground):
    """Coverage 0..1 of a sheet: everything, a wavy blob, or a line of hills."""
    if is_ground:
        return np.ones((SHEET, SHEET), np.float32)
    ys, xs = np.mgrid[:SHEET, :SHEET].astype(np.float32) - SHEET / 2
    wave = noise(random, int(random.choice([16, 32, 64])))
    if random.random() < 0.25:
        inside = ys + 12 * wave - random.uniform(-40, 60)
    else:
        w, h = random.uniform(8, 90, 2)
        inside = (1 - np.hypot(xs / w, ys / h) + 0.25 * wave) * min(w, h)
    return np.clip(inside + 0.5, 0, 1).astype(np.float32)


def placed(random, reach, is_ground):
    """Two affine maps from the sheet to the picture, before and after."""
    middle = np.array([WIDTH, HEIGHT]) * SCALE / 2
    at = middle if is_ground else random.uniform([0, 0], [WIDTH * SCALE, HEIGHT * SCALE])
    move = random.standard_normal(2) * reach * (0.5 if is_ground else 1)
    turn, turned = random.uniform(-0.5, 0.5), random.standard_normal() * 0.002 * reach
    size, grown = random.uniform(0.9, 1.3), np.exp(random.standard_normal() * 0.001 * reach)
    maps = []
    for t in (-0.5, 0.5):
        angle, scale = turn + t * turned, size * grown**t
        linear = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        offset = at + t * move - linear @ np.array([SHEET / 2, SHEET / 2])
        maps.append(np.vstack([np.column_stack([linear, offset]), [0, 0, 1]]))
    return maps


def scene(random):
    reach = float(random.choice([2, 6, 16, 40])) * SCALE / 2
    size = (WIDTH * SCALE, HEIGHT * SCALE)
    layers = []
    for index in range(int(random.integers(2, 7))):
        sheet, cover = texture(random), shape(random, index == 0)
        layers.append((sheet, cover, placed(random, reach, index == 0)))
    pictures, tops = [], []
    for side in (0, 1):
        picture = np.zeros((size[1], size[0], 3), np.float32)
        top = np.zeros((size[1], size[0]), np.int32)
        for index, (sheet, cover, maps) in enumerate(layers):
            matrix = maps[side][:2]
            drawn = cv2.warpAffine(sheet, matrix, size, borderMode=cv2.BORDER_REFLECT)
            edge = cv2.BORDER_REPLICATE if index == 0 else cv2.BORDER_CONSTANT
            alpha = cv2.warpAffine(cover, matrix, size, borderMode=edge)[..., None]
            picture = picture * (1 - alpha) + drawn * alpha
            top[alpha[..., 0] > 0.5] = index
        gain = 1 + 0.06 * random.standard_normal()
        pictures.append(np.clip(picture * gain, 0, 255).astype(np.uint8))
        tops.append(top)
    flows, hidden = [], []
    ys, xs = np.mgrid[: size[1], : size[0]].astype(np.float64)
    for side in (0, 1):
        flow = np.zeros((size[1], size[0], 2))
        for index, (_, _, maps) in enumerate(layers):
            way = maps[1 - side] @ np.linalg.inv(maps[side])
            there = [way[k, 0] * xs + way[k, 1] * ys + way[k, 2] for k in (0, 1)]
            mine = tops[side] == index
            flow[mine] = np.stack([there[0] - xs, there[1] - ys], 2)[mine]
        x, y = (np.rint(xs + flow[..., 0]).astype(int), np.rint(ys + flow[..., 1]).astype(int))
        outside = (x < 0) | (y < 0) | (x >= size[0]) | (y >= size[1])
        found = tops[1 - side][np.clip(y, 0, size[1] - 1), np.clip(x, 0, size[0] - 1)]
        hidden.append((outside | (found != tops[side]))[::SCALE, ::SCALE])
        flows.append(flow[::SCALE, ::SCALE] / SCALE)
    greys = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in pictures]
    search = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    dis = [search.calc(greys[s], greys[1 - s], None)[::SCALE, ::SCALE] / SCALE for s in (0, 1)]
    small = [cv2.resize(p, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA) for p in pictures]
    return {
        "a": small[0],
        "b": small[1],
        "flow": np.stack(flows).astype(np.float16),
        "hidden": np.stack(hidden),
        "dis": np.stack(dis).astype(np.float16),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    for index in range(given.count):
        random = np.random.default_rng([given.seed, index])
        np.savez_compressed(given.folder / f"{index:06d}.npz", **scene(random))


if __name__ == "__main__":
    main()
