// CodeMirror as the console sets it up: JSON, in the console's colours, light and dark.
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { json } from '@codemirror/lang-json';
import { bracketMatching, HighlightStyle, indentOnInput, syntaxHighlighting } from '@codemirror/language';
import { EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, ViewPlugin } from '@codemirror/view';
import { tags } from '@lezer/highlight';

const colours = EditorView.theme({
  '&': { fontSize: '13px', maxHeight: '60vh', backgroundColor: 'var(--sunken)', color: 'var(--text)' },
  '.cm-scroller': { fontFamily: 'var(--mono)', overflow: 'auto' },
  '.cm-gutters': { backgroundColor: 'var(--sunken)', color: 'var(--soft)', border: 'none' },
  '.cm-content': { caretColor: 'var(--text)' },
  '&.cm-focused': { outline: '2px solid var(--accent)', outlineOffset: '-2px' },
});

const highlight = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--accent-text)' },
  { tag: tags.string, color: 'var(--info)' },
  { tag: [tags.number, tags.bool, tags.null], color: 'var(--warn)' },
]);

/**
 * Where an editor stands: in a shadow root, into which CodeMirror brings its styles as sheets. In
 * the document it would write a style element, which the content policy forbids.
 */
export function roomOf(element: HTMLElement): ShadowRoot {
  return element.shadowRoot ?? element.attachShadow({ mode: 'open' });
}

/** What scrolls must be reached by the keyboard. */
const reachable = ViewPlugin.define((view) => {
  view.scrollDOM.tabIndex = 0;
  return {};
});

export function extensions(label: string, isReadOnly: boolean): Extension {
  return [
    lineNumbers(),
    json(),
    colours,
    syntaxHighlighting(highlight),
    bracketMatching(),
    EditorView.lineWrapping,
    reachable,
    EditorView.contentAttributes.of({ 'aria-label': label }),
    EditorState.readOnly.of(isReadOnly),
    // Escape and then Tab leave the editor, as everywhere with CodeMirror.
    isReadOnly ? [] : [history(), indentOnInput(), keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab])],
  ];
}
