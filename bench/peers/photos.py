"""Pillow with multiprocessing: a Gaussian blur (radius 3, Pillow's word for sigma) of every photo of a folder, JPEG to JPEG.

    photos.py IN OUT
"""
import multiprocessing
import os
import sys

from PIL import Image, ImageFilter


def blur(names):
    source, target = names
    with Image.open(source) as photo:
        photo.filter(ImageFilter.GaussianBlur(3)).save(target, quality=75)


if __name__ == "__main__":
    folder, out = sys.argv[1:]
    work = [(os.path.join(folder, name), os.path.join(out, name)) for name in sorted(os.listdir(folder))]
    with multiprocessing.Pool() as pool:
        for _ in pool.imap_unordered(blur, work):
            pass
