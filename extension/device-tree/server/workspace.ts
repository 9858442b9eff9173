// SPDX-License-Identifier: Apache-2.0
/**
 * All that is being edited, and what is known of it. Device trees are analysed from their main files; an included file
 * is seen as what it is in those. Only what has changed since is analysed again.
 */

import { dirname, extname, resolve } from 'node:path';
import {
  BindingChecker,
  BindingGuide,
  type BindingLibrary,
  checkBindingFile,
  type Diagnostic,
  headerFolders,
  type IncludedFile,
  isBindingFile,
} from '..';
import { type Analysis, analyse, isCurrent } from './analysis';
import { DEFAULT_SETTINGS, type Settings } from './settings';
import { checkSystem, configurationOf, type MachineTree, readConfiguration, treesOf } from './systems';
import type { Texts } from './texts';

/** Main files; `.dtsi` files are parts of them. */
const MAIN = new Set(['.dts', '.dtso', '.overlay']);
function isOpenBinding(file: string): boolean {
  return isBindingFile(file) && /[\\/]bindings[\\/]/i.test(file);
}

/** Trees that are kept. */
const MAX_ANALYSES = 64;

export class Workspace {
  private settings: Settings = DEFAULT_SETTINGS;
  private checker: BindingChecker | undefined;
  /** Undefined as long as there are no bindings. */
  library: BindingLibrary | undefined;
  guide: BindingGuide | undefined;
  private readonly analyses = new Map<string, Analysis>();

  constructor(readonly texts: Texts) {}

  /** @param library undefined as long as there are no bindings */
  configure(settings: Settings, library: BindingLibrary | undefined): void {
    this.settings = settings;
    this.library = library;
    this.checker = library && new BindingChecker(library);
    this.guide = library && new BindingGuide(library);
    this.analyses.clear();
  }

  /** Brings everything up to date. @returns what is to be said, by absolute path of the file that it is about */
  update(): ReadonlyMap<string, readonly Diagnostic[]> {
    const configurations = this.configurations();
    const roots = new Set([
      ...this.openTrees(),
      ...configurations.flatMap(({ trees }) => trees.map(({ file }) => file)),
    ]);
    for (const known of [...this.analyses.keys()].filter((file) => !roots.has(file))) {
      this.analyses.delete(known);
    }
    for (const root of [...roots].slice(0, MAX_ANALYSES)) {
      this.refresh(root);
    }
    const found = [...this.analyses.values()].flatMap(({ diagnostics }) => diagnostics);
    const across = this.settings.checks.hypervisor
      ? configurations.flatMap(({ config, trees }) => checkSystem(config, this.among(trees)))
      : [];
    return byFile([...found, ...across, ...this.problemsOfBindings(), ...this.openBindingFiles()]);
  }

  /** The trees that a file is a part of, as they were last analysed. */
  treesWith(file: string): readonly Analysis[] {
    return [...this.analyses.values()].filter(({ parts }) => parts.has(file));
  }

  private refresh(root: string): void {
    const known = this.analyses.get(root);
    if (known && isCurrent(known, this.texts)) {
      return;
    }
    const analysis = analyse(root, this.texts, this.settings, this.checker);
    if (analysis) {
      this.analyses.set(root, analysis);
    } else {
      this.analyses.delete(root);
    }
  }

  /** Each on the file that is wrong. */
  private problemsOfBindings(): readonly Diagnostic[] {
    // One that is being edited is checked as it is there.
    const open = new Set(this.texts.open.filter(isOpenBinding));
    const unusable = (this.library?.problems ?? []).filter(({ range }) => !open.has(range.file));
    const problems = [...unusable, ...(this.checker?.problems ?? [])];
    return problems.map(({ message, range }) => ({ severity: 'warning', code: 'binding-file', message, range }));
  }

  /** What is said of bindings that are being edited. */
  private openBindingFiles(): readonly Diagnostic[] {
    const { library, texts, settings } = this;
    const files = settings.checks.bindings ? texts.open.filter(isOpenBinding) : [];
    return files.flatMap((file) => {
      const folders = [...headerFolders(file), ...settings.includePaths];
      const readInclude = (path: string, from: string): IncludedFile | undefined => {
        const found = [dirname(from), ...folders].map((each) => resolve(each, path)).find((each) => texts.exists(each));
        const text = found === undefined ? undefined : texts.read(found);
        return found === undefined || text === undefined ? undefined : { file: found, text };
      };
      return checkBindingFile(texts.read(file) ?? '', { file, library, readInclude });
    });
  }

  private openTrees(): readonly string[] {
    return this.texts.open.filter((file) => MAIN.has(extname(file)));
  }

  private configurations() {
    const { systems } = this.settings;
    const files = new Set(this.texts.open.flatMap((file) => this.configurationsOf(file)));
    return [...files].flatMap((file) => {
      const config = readConfiguration(file, this.texts);
      return config ? [{ config, trees: treesOf(config, systems.get(file), this.texts) }] : [];
    });
  }

  /** Absolute paths of the configurations that an open file has to do with. */
  private configurationsOf(file: string): readonly string[] {
    if (extname(file) === '.c') {
      return [file];
    }
    const said = [...this.settings.systems].flatMap(([config, trees]) =>
      [...trees.values()].includes(file) ? [config] : [],
    );
    const found = said.length > 0 ? undefined : configurationOf(file, this.texts);
    return found === undefined ? said : [found];
  }

  private among(trees: readonly MachineTree[]) {
    return trees.flatMap(({ vm, file }) => {
      const analysis = this.analyses.get(file);
      return analysis ? [{ vm, analysis }] : [];
    });
  }
}

/** Each thing once, although several trees may have the file that it is about. */
function byFile(diagnostics: readonly Diagnostic[]): ReadonlyMap<string, readonly Diagnostic[]> {
  const files = new Map<string, Map<string, Diagnostic>>();
  for (const diagnostic of diagnostics) {
    const { range, code, message } = diagnostic;
    const inFile = files.get(range.file) ?? new Map<string, Diagnostic>();
    inFile.set(JSON.stringify([range.start, range.end, code, message]), diagnostic);
    files.set(range.file, inFile);
  }
  return new Map([...files].map(([file, found]) => [file, [...found.values()]]));
}
