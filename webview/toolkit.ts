// SPDX-License-Identifier: Apache-2.0
/**
 * The controls of all panels. This is the only file that knows where they come from: the toolkit is archived, and
 * another one can take its place here. Controls are made by these functions and used as HTML elements with the
 * properties that are declared here.
 */

import {
  type Button,
  type Checkbox,
  type Dropdown,
  type Option,
  provideVSCodeDesignSystem,
  type TextField,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

export type ButtonControl = HTMLElement & { disabled: boolean };
export type CheckboxControl = HTMLElement & { checked: boolean; disabled: boolean };
export type DropdownControl = HTMLElement & { value: string };
export type TextControl = HTMLElement & { value: string; placeholder: string };

/** To be called once, before controls are made. */
export function prepareControls(): void {
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeTextField(),
  );
}

/** @param pressed is called by mouse and keyboard */
export function button(label: string, pressed: () => void): ButtonControl {
  const made = document.createElement('vscode-button') as Button;
  made.textContent = label;
  made.addEventListener('click', pressed);
  return made;
}

/** A button that shows a picture and is pressed or not. @returns how to show which */
export function iconToggle(label: string, path: string, pressed: () => void) {
  const element = iconButton(label, path, pressed);
  const show = (isOn: boolean): void => {
    // The control does not hear of the attribute.
    element.ariaPressed = `${isOn}`;
    element.classList.toggle('on', isOn);
  };
  show(false);
  return { element, show };
}

/** A button that shows a picture. @param path of an SVG of 16 by 16 @param label for screen readers and as a hint */
export function iconButton(label: string, path: string, pressed: () => void): ButtonControl {
  const made = document.createElement('vscode-button') as Button;
  // Before the appearance, which would bring a label of its own.
  made.setAttribute('aria-label', label);
  made.appearance = 'icon';
  made.title = label;
  made.append(picture(path));
  made.addEventListener('click', pressed);
  return made;
}

function picture(path: string): SVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('width', '16');
  svg.setAttribute('height', '16');
  svg.setAttribute('fill', 'none');
  svg.setAttribute('stroke', 'currentColor');
  svg.setAttribute('aria-hidden', 'true');
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}

export function checkbox(label: string, checked: boolean, changed: () => void): CheckboxControl {
  const made = document.createElement('vscode-checkbox') as Checkbox;
  made.textContent = label;
  made.checked = checked;
  made.addEventListener('change', changed);
  return made;
}

export interface Choice {
  readonly value: string;
  readonly text: string;
}

export function dropdown(label: string, choices: readonly Choice[], changed: () => void): DropdownControl {
  const made = document.createElement('vscode-dropdown') as Dropdown;
  made.setAttribute('aria-label', label);
  setChoices(made, choices);
  made.addEventListener('change', changed);
  return made;
}

/** Other choices; what was chosen stays when it is still among them. */
export function setChoices(control: DropdownControl, choices: readonly Choice[]): void {
  const chosen = control.value;
  control.replaceChildren(...choices.map(optionOf));
  if (choices.some(({ value }) => value === chosen)) {
    control.value = chosen;
  }
}

function optionOf({ value, text }: Choice): HTMLElement {
  const made = document.createElement('vscode-option') as Option;
  made.value = value;
  made.textContent = text;
  return made;
}

/** @param changed is called at each key */
export function textField(label: string, placeholder: string, changed: () => void): TextControl {
  const made = document.createElement('vscode-text-field') as TextField;
  keepLabel(made, label);
  made.placeholder = placeholder;
  made.addEventListener('input', changed);
  return made;
}

/** The toolkit puts a label of its own on fields when they come into the page. */
function keepLabel(control: HTMLElement, label: string): void {
  const set = (): void => {
    if (control.getAttribute('aria-label') !== label) {
      control.setAttribute('aria-label', label);
    }
  };
  set();
  new MutationObserver(set).observe(control, { attributeFilter: ['aria-label'] });
}
