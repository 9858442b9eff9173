// SPDX-License-Identifier: Apache-2.0
/** What a system is made of, as a command line or a launch configuration says it. */

export interface SystemOptions {
  /** Path of a config.c or of its folder, or the name of an example system. */
  readonly config: string;
  /** Paths by the name given to VM_IMAGE: ELF files or raw images. */
  readonly images: ReadonlyMap<string, string>;
  readonly platform?: string | undefined;
  /** A kernel tree, or its folder of Bao drivers, to build the example's Linux guest with. */
  readonly drivers?: string | undefined;
  /** Decides the races that real hardware decides by chance; undefined: they go the usual way. */
  readonly seed?: number | undefined;
}

/** How options are written where they are given; messages show them so. */
export interface OptionNames {
  image(name: string, path: string): string;
  drivers(folder: string): string;
}

/** As launch.json has them. */
export const launchOptionNames: OptionNames = {
  image: (name, path) => `"images": { ${JSON.stringify(name)}: ${JSON.stringify(path)} }`,
  drivers: (folder) => `"drivers": ${JSON.stringify(folder)}`,
};
