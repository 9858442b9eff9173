// SPDX-License-Identifier: Apache-2.0
/** Finds the guest images of a configuration, and the files that hold their symbols. */

import { dirname, extname, resolve } from 'node:path';
import { type BaoConfig, type EmbeddedImage, type GuestImage, isElf, parseElfSegments } from '../../emulator';
import { isFile, readBytes } from './files';
import type { OptionNames } from './options';
import { SystemError, SystemOptionError } from './system-error';

export interface LoadedImage {
  readonly name: string;
  readonly path: string;
  readonly image: GuestImage;
  /** An ELF file for its symbols: the image itself, or the .elf beside a .bin. */
  readonly symbolFile: string | undefined;
}

/** Loads every image that a virtual machine of the configuration uses.
 *  @throws SystemOptionError when a file is given for one that does not exist
 *  @throws SystemError with the place of VM_IMAGE when one cannot be loaded */
export function loadImages(
  config: BaoConfig,
  given: ReadonlyMap<string, string>,
  names: OptionNames,
): Map<string, LoadedImage> {
  const known = config.images.map((image) => image.name);
  for (const [name, path] of given) {
    if (!known.includes(name)) {
      const list = known.length > 0 ? `it has ${known.join(', ')}` : 'it has none';
      throw new SystemOptionError(
        `${names.image(name, path)}: the configuration has no VM_IMAGE of that name (${list})`,
      );
    }
  }
  const used = new Set(config.vmlist.flatMap(({ image }) => [image.name?.value, image.sizeOf?.value]));
  const loaded = config.images
    .filter((image) => used.has(image.name))
    .map((image) => loadImage(image, given.get(image.name), names));
  return new Map(loaded.map((image) => [image.name, image]));
}

function loadImage(image: EmbeddedImage, given: string | undefined, names: OptionNames): LoadedImage {
  const { range } = image.path;
  const path = given === undefined ? resolve(dirname(range.file), image.path.value) : resolve(given);
  try {
    return { name: image.name, path, ...readImage(path) };
  } catch (error) {
    const remedy = given === undefined ? `; give another file with ${names.image(image.name, 'PATH')}` : '';
    const reason = error instanceof Error ? error.message : String(error);
    throw new SystemError(`image '${image.name}': ${reason}${remedy}`, given === undefined ? range : undefined);
  }
}

function readImage(path: string): Pick<LoadedImage, 'image' | 'symbolFile'> {
  const bytes = readBytes(path);
  if (isElf(bytes)) {
    return { image: { kind: 'segments', segments: parseElfSegments(bytes, path).segments }, symbolFile: path };
  }
  if (bytes.length === 0) {
    throw new SystemError(`${path} is empty`);
  }
  const extension = extname(path);
  const beside = `${path.slice(0, path.length - extension.length)}.elf`;
  return { image: { kind: 'raw', bytes }, symbolFile: extension !== '.elf' && isFile(beside) ? beside : undefined };
}
