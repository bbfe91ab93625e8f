"""A pool that waits for itself."""
import sys
from concurrent.futures import ThreadPoolExecutor

workers = int(sys.argv[1]) if len(sys.argv) > 1 else 2
REPORTS = 2


def write_chapter(number):
    print(f"writing chapter {number}")  # @chapter
    return f"chapter {number}"


def write_report(number):
    chapter = executor.submit(write_chapter, number)  # @submit-chapter
    print(f"report {number} waits for its chapter")  # @waits
    text = chapter.result()  # @wait
    return f"a report with {text}"


if __name__ == "__main__":
    with ThreadPoolExecutor(max_workers=workers) as executor:  # @with
        reports = []
        for number in range(REPORTS):
            reports.append(executor.submit(write_report, number))  # @submit-report
            print(f"report {number} is asked for")  # @asked
        for future in reports:
            report = future.result()  # @result
            print(report)  # @done
