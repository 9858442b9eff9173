// SPDX-License-Identifier: Apache-2.0
/** The door: from a config.c to a system that can boot, with its images, symbol files and sources. */
export { isFile, isFolder, packageRoot, readBytes, readText } from './files';
export { buildWithDrivers, type ForeignBuild } from './foreign-drivers';
export type { LoadedImage } from './load-images';
export { bootSystem, type LoadedSystem, loadSystem, readConfigFile, type UnusableSystem } from './load-system';
export { exampleSystems, locateConfig, systemsFolder } from './locate-config';
export { type Manifest, manifestFor } from './manifest';
export { launchOptionNames, type OptionNames, type SystemOptions } from './options';
export { SourceTexts } from './source-texts';
export { SystemError, SystemOptionError } from './system-error';
