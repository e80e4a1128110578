type Attributes = {
  readonly [name: string]: string | boolean | undefined | ((event: Event) => void);
};
type Child = Node | string | undefined;

/**
 * Makes an element. An attribute that is a function listens to the event of its name; `true` is an attribute without
 * a value, and false or undefined is none. Text is never read as HTML.
 */
export const element = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
};

/** The element of the page that has an id; the page's own HTML holds it. */
export const byId = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no #${id}`);
  return found;
};
