// Parts of a page that are drawn again only when one of their properties is another.
import { Component, type ComponentClass, type FunctionComponent } from 'preact'

export function pure<Props extends object>(Drawn: FunctionComponent<Props>): ComponentClass<Props> {
  return class extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      // Asked for every line of every talk that changes: no list is made.
      for (const name in next) if (next[name] !== this.props[name as keyof typeof this.props]) return true
      return false
    }

    // Called, and not made a component of its own: there are many, and hooks work in any.
    override render(props: Props) {
      return Drawn(props)
    }
  }
}
