// SPDX-License-Identifier: GPL-2.0
/** Builds one system: its configuration, device trees and images side by side in one folder. */

import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { imageBases } from './configuration.mjs';
import { flattenDeviceTree } from './device-tree.mjs';
import { FOREIGN_PREFIX } from './drivers.mjs';
import { flatBinary } from './elf.mjs';
import { root, systemsFolder } from './paths.mjs';
import { buildBareImage, buildKernelImage, writeIfChanged } from './recipes.mjs';

/**
 * @typedef {object} ImageDescription
 * @property {'kernel' | 'bare'} kind
 * @property {string} deviceTree file name of the .dts
 * @property {string} [program] folder in kernel/guests, for bare guests
 * @property {Record<string, string>} [files] for kernel guests: path in the guest -> file name
 * @property {Record<string, string>} [programs] for kernel guests: folder in kernel/user of a further program -> path in the guest
 *
 * @typedef {object} BuiltImage
 * @property {string} name
 * @property {'kernel' | 'bare'} kind
 * @property {string} bin
 * @property {string} elf
 * @property {string} dtb
 * @property {Record<string, string>} programs user programs with debug information, by name
 *
 * @typedef {object} BuiltSystem
 * @property {string} name
 * @property {string} title
 * @property {string} folder
 * @property {string} config
 * @property {BuiltImage[]} images
 * @property {{prefix: string, path: string}[]} sourceRoots what the first part of a file name in the debug information stands for
 */

/** @param {string} nameOrFolder @returns {string} */
function systemFolder(nameOrFolder) {
  const candidates = [join(systemsFolder, nameOrFolder), resolve(nameOrFolder)];
  const folder = candidates.find((path) => existsSync(join(path, 'system.json')));
  if (!folder) {
    throw new Error(`no system ${nameOrFolder}: it is neither in kernel/systems nor a folder with a system.json`);
  }
  return folder;
}

/** @param {string} folder @returns {{title: string, images: Record<string, ImageDescription>}} */
function readDescription(folder) {
  const path = join(folder, 'system.json');
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new Error(`${path}: ${error instanceof Error ? error.message : error}`);
  }
}

/** @param {string} folder @param {ImageDescription} description @returns {Map<string, Buffer>} */
function guestFiles(folder, description) {
  const files = Object.entries(description.files ?? {});
  return new Map(files.map(([path, name]) => [path, readFileSync(join(folder, name))]));
}

/**
 * @param {import('./recipes.mjs').Build} build
 * @param {{folder: string, out: string, name: string, description: ImageDescription, base: bigint}} job
 * @returns {Promise<BuiltImage>}
 */
async function buildImage(build, { folder, out, name, description, base }) {
  const source = join(folder, description.deviceTree);
  const dtb = flattenDeviceTree(source);
  const output = join(out, `${name}.elf`);
  let programs = {};
  if (description.kind === 'kernel') {
    const files = guestFiles(folder, description);
    programs = await buildKernelImage(build, { dtb, files, programs: description.programs ?? {}, output, base });
  } else {
    await buildBareImage(build, { program: description.program ?? '', dtb, base, output });
  }
  const paths = { bin: join(out, `${name}.bin`), dtb: join(out, `${name}.dtb`) };
  writeIfChanged(paths.bin, flatBinary(readFileSync(output)));
  writeIfChanged(paths.dtb, dtb);
  writeIfChanged(join(out, `${name}.dts`), readFileSync(source));
  return { name, kind: description.kind, elf: output, ...paths, programs };
}

/** @param {import('./recipes.mjs').Build} build */
function sourceRoots(build) {
  const own = { prefix: 'kernel/', path: join(root, 'kernel/') };
  const foreign = build.variant.drivers;
  return foreign ? [own, { prefix: `${FOREIGN_PREFIX}/`, path: `${foreign.root}/` }] : [own];
}

/**
 * @param {import('./recipes.mjs').Build} build
 * @param {string} nameOrFolder
 * @param {(name: string) => string} outputFor
 * @returns {Promise<BuiltSystem>}
 */
export async function buildOneSystem(build, nameOrFolder, outputFor) {
  const folder = systemFolder(nameOrFolder);
  const name = basename(folder);
  const out = outputFor(name);
  const description = readDescription(folder);
  const config = join(folder, 'config.c');
  const bases = imageBases(config);
  const images = [];
  for (const [imageName, image] of Object.entries(description.images)) {
    const base = bases.get(imageName);
    if (base === undefined) {
      throw new Error(`${config}: no VM_IMAGE of a file ${imageName}.bin, which system.json builds`);
    }
    images.push(await buildImage(build, { folder, out, name: imageName, description: image, base }));
  }
  const outputConfig = join(out, 'config.c');
  writeIfChanged(outputConfig, readFileSync(config));
  return {
    name,
    title: description.title,
    folder: out,
    config: outputConfig,
    images,
    sourceRoots: sourceRoots(build),
  };
}
