/** What a newcomer wants to know, and what the keys do. */
export function Help() {
  return (
    <footer className="help">
      <p>
        Everyone who opens this page shares this list. Stop the server and go on: what you do is saved on this device and
        sent when the server is back.
      </p>
      <details>
        <summary>Keyboard</summary>
        <dl className="keys">
          <div>
            <dt>
              <kbd>↑</kbd> <kbd>↓</kbd>
            </dt>
            <dd>Go from todo to todo</dd>
          </div>
          <div>
            <dt>
              <kbd>Space</kbd>
            </dt>
            <dd>Tick a todo</dd>
          </div>
          <div>
            <dt>
              <kbd>Alt</kbd> <kbd>↑</kbd> <kbd>↓</kbd>
            </dt>
            <dd>Move a todo</dd>
          </div>
          <div>
            <dt>
              <kbd>F2</kbd>
            </dt>
            <dd>Rename</dd>
          </div>
          <div>
            <dt>
              <kbd>Delete</kbd>
            </dt>
            <dd>Remove</dd>
          </div>
        </dl>
      </details>
      <p id="move-help" hidden>
        Press the up or down arrow key to move it, or drag it.
      </p>
    </footer>
  );
}
