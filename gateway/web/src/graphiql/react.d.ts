/** The two functions of React that the page of GraphiQL calls; the rest of React is GraphiQL's own affair. */
declare module 'react' {
  export function createElement<Props extends object>(
    component: (props: Props) => unknown,
    props: Props,
  ): { readonly $$typeof: symbol };
}

declare module 'react-dom/client' {
  export function createRoot(place: Element): {
    readonly render: (element: { readonly $$typeof: symbol }) => void;
  };
}
