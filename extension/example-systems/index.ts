// SPDX-License-Identifier: Apache-2.0
export { type ExampleFile, exampleFiles } from './files';
export { type ExampleSystem, type ExampleSystems, exampleSystems } from './read-manifest';
export { type Comparison, compareWithFolder, writeFiles } from './write';
