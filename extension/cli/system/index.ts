// SPDX-License-Identifier: Apache-2.0
export { formatDiagnostic, shownPath } from './diagnostics';
export { isFile, isFolder, packageRoot, readBytes, readText } from './files';
export { buildWithDrivers } from './foreign-drivers';
export type { LoadedImage } from './load-images';
export { bootSystem, type LoadedSystem, loadSystem, type UnusableSystem } from './load-system';
export { exampleSystems, locateConfig, systemsFolder } from './locate-config';
