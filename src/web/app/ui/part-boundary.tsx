import { Component, type ComponentChildren } from "preact";
import { errorMessage } from "../../../errors.js";

interface PartBoundaryProps {
  /** What cannot be drawn: "the timeline". */
  readonly name: string;
  readonly children: ComponentChildren;
}

/** Keeps a part that fails from taking the others with it: a recording can hold anything. */
export class PartBoundary extends Component<PartBoundaryProps, { readonly failure: string | undefined }> {
  override state = { failure: undefined };

  static override getDerivedStateFromError(error: unknown) {
    return { failure: errorMessage(error) };
  }

  override render({ name, children }: PartBoundaryProps, { failure }: { readonly failure: string | undefined }) {
    if (failure === undefined) return children;
    return (
      <p class="empty" role="alert">
        Cannot draw {name}: {failure}. This is a bug; please report it.
      </p>
    );
  }
}
