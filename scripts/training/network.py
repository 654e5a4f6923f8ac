"""The refiner: what the engine means to blend at a time, to a better motion and a better blend."""
import torch
from torch import nn
from torch.nn import functional

# u, v, share of picture 1, share of crossfade, t, both pictures along the motion (3 + 3) and in place (3 + 3): see engine.mjs
CHANNELS = 17
WIDTHS = (24, 48, 64)
# Cells of motion that are about one unit inside the network, and of one unit it says.
UNIT_READ = 16.0
UNIT_SAID = 2.0


class Refiner(nn.Module):
    """Inputs: (n, 17, h, w), sides multiples of 8. Outputs: (n, 4, h, w): to add to u and v (cells) and to both shares (logits)."""

    def __init__(self, widths=WIDTHS):
        super().__init__()
        one, two, three = widths
        self.register_buffer("read", torch.tensor([1 / UNIT_READ] * 2 + [1.0] * (CHANNELS - 2)).view(1, -1, 1, 1))
        self.register_buffer("said", torch.tensor([UNIT_SAID] * 2 + [1.0] * 2).view(1, -1, 1, 1))
        self.down1 = nn.Conv2d(CHANNELS, one, 4, 2, 1)
        self.down2 = nn.Conv2d(one, two, 3, 2, 1)
        self.down3 = nn.Conv2d(two, three, 3, 2, 1)
        self.deep1 = nn.Conv2d(three, three, 3, 1, 1)
        self.deep2 = nn.Conv2d(three, three, 3, 1, 1)
        self.narrow2 = nn.Conv2d(three, two, 1)
        self.up2 = nn.Conv2d(two, two, 3, 1, 1)
        self.narrow1 = nn.Conv2d(two, one, 1)
        self.up1 = nn.Conv2d(one, one, 3, 1, 1)
        self.last = nn.Conv2d(one, 16, 3, 1, 1)

    def forward(self, cells):
        act = lambda value: functional.leaky_relu(value, 0.1)
        grow = lambda value: functional.interpolate(value, scale_factor=2, mode="nearest")
        a = act(self.down1(cells * self.read))
        b = act(self.down2(a))
        c = act(self.down3(b))
        c = c + act(self.deep2(act(self.deep1(c))))
        b = b + grow(self.narrow2(c))
        b = b + act(self.up2(b))
        a = a + grow(self.narrow1(b))
        a = a + act(self.up1(a))
        return functional.pixel_shuffle(self.last(a), 2) * self.said


def along(values, flow, corner):
    """`values` (n, c, H, W) read from `corner` (x, y) on, where `flow` (n, 2, h, w, pixels) points, bilinear."""
    ys, xs = torch.meshgrid(torch.arange(flow.shape[2]) + corner[1], torch.arange(flow.shape[3]) + corner[0], indexing="ij")
    x = (xs + flow[:, 0]) * (2 / (values.shape[3] - 1)) - 1
    y = (ys + flow[:, 1]) * (2 / (values.shape[2] - 1)) - 1
    return functional.grid_sample(values, torch.stack([x, y], 3), padding_mode="border", align_corners=True)


def refined(cells, said):
    """u, v, share of picture 1 and share of crossfade, as `refine` of engine.mjs has them."""
    shares = torch.sigmoid(torch.logit(cells[:, 2:4].clamp(0.01, 0.99)) + said[:, 2:4])
    return torch.cat([cells[:, :2] + said[:, :2], shares], 1)


def blended(a, b, blend, t, corner=(0, 0)):
    """
    The frame at t (n, 1, 1, 1) of two pictures 0..1 (n, 3, H, W), as the engine's warp makes it, or the part of it that
    begins at `corner` (x, y): `blend` (n, 4, h, w) has half the size of that part.
    """
    blend = functional.interpolate(blend, scale_factor=2, mode="bilinear", align_corners=False)
    flow, share, fade = blend[:, :2] * 2, blend[:, 2:3], blend[:, 3:4]
    moved = along(a, -t * flow, corner) * (1 - share) + along(b, (1 - t) * flow, corner) * share
    a, b = (part(each, corner, flow.shape) for each in (a, b))
    return moved + fade * (a + t * (b - a) - moved)


def part(values, corner, shape):
    return values[:, :, corner[1] : corner[1] + shape[2], corner[0] : corner[0] + shape[3]]
