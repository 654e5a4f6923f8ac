"""Draws short films with known motion: cut-outs, blobs and hills that move over pictures, and what lies half-way.

python makeScenes.py FOLDER [--pictures FOLDER] [--count 2000] [--seed 1]

Everything readable under --pictures is used: photographs as grounds and textures, pictures with transparency as cut-outs.
Without it noise, stripes and spots stand in. Writes to FOLDER, in order and raw:

scenes.json     how many scenes, their size, and how many times were drawn of each
pictures.u8     a, b, and the picture at each time: rgb, (count, 2 + times, HEIGHT, WIDTH, 3)
times.f32       when those are, 0..1 (count, times)
flow.f32        the true motion from a to b of what is seen at each time, cells of half the size, (count, times, HEIGHT/2,
                WIDTH/2, 2); NaN where it cannot be said because things move at an uneven pace
"""
import argparse
import json
import pathlib

import cv2
import numpy as np

WIDTH, HEIGHT = 320, 192
TIMES = 2
SHEET = 640


def noise(random, grain, side=SHEET):
    """Smooth noise on a square sheet."""
    small = random.standard_normal((side // grain + 3, side // grain + 3)).astype(np.float32)
    return cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC)


def drawn_texture(random):
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
    return (dark + (light - dark) * np.clip(share, 0, 1)[..., None]).astype(np.float32)


class Pictures:
    """Photographs (rgb uint8) and cut-outs (rgba uint8) of a folder, made small once."""

    def __init__(self, folder, random, most=400):
        self.photographs, self.cutouts = [], []
        found = [] if folder is None else sorted(f for f in folder.rglob("*") if f.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"))
        for index in random.permutation(len(found)):
            flags = cv2.IMREAD_UNCHANGED if found[index].suffix.lower() == ".png" else cv2.IMREAD_REDUCED_COLOR_2
            picture = cv2.imread(str(found[index]), flags) if found[index].is_file() else None
            if picture is None or picture.dtype != np.uint8 or picture.ndim != 3 or min(picture.shape[:2]) < 48:
                continue
            is_cutout = picture.shape[2] == 4 and (picture[..., 3] < 128).mean() > 0.1
            kept, side = (self.cutouts, 256) if is_cutout else (self.photographs, 1280)
            if len(kept) >= most:
                continue
            scale = min(1, side / max(picture.shape[:2]))
            picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            kept.append(cv2.cvtColor(picture, cv2.COLOR_BGRA2RGBA if is_cutout else cv2.COLOR_BGR2RGB if picture.shape[2] == 3 else cv2.COLOR_BGRA2RGB))

    def texture(self, random):
        """A sheet of a photograph, at any scale, or a drawn one."""
        if not self.photographs or random.random() < 0.12:
            return drawn_texture(random)
        picture = self.photographs[random.integers(len(self.photographs))]
        side = int(min(picture.shape[:2]) * random.uniform(0.4, 1))
        y, x = (int(random.integers(0, whole - side + 1)) for whole in picture.shape[:2])
        part = picture[y : y + side, x : x + side]
        part = cv2.resize(part, (SHEET, SHEET), interpolation=cv2.INTER_AREA if side > SHEET else cv2.INTER_CUBIC)
        return (part[:, ::-1] if random.random() < 0.5 else part).astype(np.float32)

    def thing(self, random):
        """A sheet and its coverage 0..1: a cut-out, a wavy blob, or a line of hills."""
        if self.cutouts and random.random() < 0.6:
            picture = self.cutouts[random.integers(len(self.cutouts))].astype(np.float32)
            scale = random.uniform(20, 240) / max(picture.shape[:2])
            picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
            sheet, cover = np.zeros((SHEET, SHEET, 3), np.float32), np.zeros((SHEET, SHEET), np.float32)
            h, w = picture.shape[:2]
            y, x = (SHEET - h) // 2, (SHEET - w) // 2
            sheet[y : y + h, x : x + w] = picture[..., :3]
            cover[y : y + h, x : x + w] = picture[..., 3] / 255
            return sheet, cover
        ys, xs = np.mgrid[:SHEET, :SHEET].astype(np.float32) - SHEET / 2
        wave = noise(random, int(random.choice([16, 32, 64])))
        if random.random() < 0.25:
            inside = ys + 12 * wave - random.uniform(-40, 60)
        else:
            w, h = random.uniform(8, 90, 2)
            inside = (1 - np.hypot(xs / w, ys / h) + 0.25 * wave) * min(w, h)
        return self.texture(random), np.clip(inside + 0.5, 0, 1).astype(np.float32)


def moved(random, reach, is_ground):
    """Where the sheet lies in the picture at a place of its way (0 begin, 1 end, and aside from the straight line)."""
    at = np.array([WIDTH, HEIGHT]) / 2 if is_ground else random.uniform([0, 0], [WIDTH, HEIGHT])
    move = random.standard_normal(2) * reach * (0.5 if is_ground else 1)
    turn, turned = random.uniform(-0.5, 0.5) * (0.2 if is_ground else 1), random.standard_normal() * 0.002 * reach
    size, grown = random.uniform(0.9, 1.3), np.exp(random.standard_normal() * 0.001 * reach)

    def place(way, aside=0.0):
        angle, scale = turn + (way - 0.5) * turned, size * grown ** (way - 0.5)
        linear = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        shift = (way - 0.5) * move + aside * np.array([-move[1], move[0]])
        offset = at + shift - linear @ np.array([SHEET / 2, SHEET / 2])
        return np.vstack([np.column_stack([linear, offset]), [0, 0, 1]])

    return place


def painted(layers, matrices):
    """The picture, and which layer is on top of every pixel."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    top = np.zeros((HEIGHT, WIDTH), np.int32)
    for index, ((sheet, cover), matrix) in enumerate(zip(layers, matrices)):
        drawn = cv2.warpAffine(sheet, matrix[:2], (WIDTH, HEIGHT), borderMode=cv2.BORDER_REFLECT)
        if index == 0:
            picture = drawn
            continue
        alpha = cv2.warpAffine(cover, matrix[:2], (WIDTH, HEIGHT))[..., None]
        picture = picture * (1 - alpha) + drawn * alpha
        top[alpha[..., 0] > 0.5] = index
    return picture, top


def true_flow(top, matrices, ends):
    """The motion from a to b of what is on top, in cells of half the size."""
    ys, xs = np.mgrid[:HEIGHT:2, :WIDTH:2] + 0.5
    flow = np.zeros((HEIGHT // 2, WIDTH // 2, 2), np.float32)
    for index, matrix in enumerate(matrices):
        back = np.linalg.inv(matrix)
        begin, end = ends[0][index] @ back, ends[1][index] @ back
        way = end - begin
        mine = top[::2, ::2] == index
        flow[mine] = np.stack([way[k, 0] * xs + way[k, 1] * ys + way[k, 2] for k in (0, 1)], 2)[mine] / 2
    return flow


def camera(random):
    """What a camera and a codec do to a picture at a time: light that changes, softness, grain, JPEG."""
    drift = 0.04 * random.standard_normal(3) * (random.random() < 0.5) + 0.03 * random.standard_normal()
    soft = float(random.choice([0, 0, 0.6, 1.0]))
    grain = float(random.choice([0, 1.5, 4]))
    quality = int(random.choice([0, 92, 75, 45]))

    def take(picture, t):
        picture = picture * (1 + drift * (t - 0.5))
        if soft > 0:
            picture = cv2.GaussianBlur(picture, (0, 0), soft)
        picture = picture + grain * random.standard_normal((HEIGHT, WIDTH, 1))
        picture = np.clip(np.rint(picture), 0, 255).astype(np.uint8)
        if quality > 0:
            packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
            picture = cv2.imdecode(packed, cv2.IMREAD_COLOR)
        return picture

    return take


def scene(random, pictures):
    reach = float(random.choice([2, 6, 14, 30, 60]))
    layers, places = [], []
    for index in range(int(random.integers(2, 8))):
        ground = np.ones((SHEET, SHEET), np.float32)
        layers.append((pictures.texture(random), ground) if index == 0 else pictures.thing(random))
        places.append(moved(random, reach, index == 0))
    ends = [[place(way) for place in places] for way in (0, 1)]
    take = camera(random)
    shown = [take(painted(layers, matrices)[0], way) for way, matrices in enumerate(ends)]
    is_uneven = random.random() < 0.5
    times, flows = [], []
    for _ in range(TIMES):
        t = int(random.integers(1, 16)) / 16
        bend = 4 * t * (1 - t) * is_uneven
        pace = 0.1 * random.standard_normal() + 0.06 * random.standard_normal(len(places))
        aside = 0.1 * random.standard_normal(len(places))
        matrices = [place(t + bend * p, bend * s) for place, p, s in zip(places, pace, aside)]
        picture, top = painted(layers, matrices)
        shown.append(take(picture, t))
        times.append(t)
        flow = true_flow(top, matrices, ends)
        flows.append(np.full_like(flow, np.nan) if is_uneven else flow)
    return np.stack(shown), np.array(times, np.float32), np.stack(flows)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--pictures", type=pathlib.Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    pictures = Pictures(given.pictures, np.random.default_rng(given.seed))
    print(f"{len(pictures.photographs)} photographs, {len(pictures.cutouts)} cut-outs", flush=True)
    names = ("pictures.u8", "times.f32", "flow.f32")
    shape = {"count": given.count, "width": WIDTH, "height": HEIGHT, "times": TIMES}
    (given.folder / "scenes.json").write_text(json.dumps(shape) + "\n")
    files = [(given.folder / name).open("wb") for name in names]
    for index in range(given.count):
        for file, values in zip(files, scene(np.random.default_rng([given.seed, index]), pictures)):
            file.write(values.tobytes())


if __name__ == "__main__":
    main()
