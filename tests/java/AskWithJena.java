import org.apache.jena.query.ResultSet;
import org.apache.jena.rdf.model.Model;
import org.apache.jena.sparql.exec.http.QueryExecutionHTTP;

/** Asks an endpoint as a user of Jena does: rows, a boolean, a graph; prints each on a line. */
public class AskWithJena {
    public static void main(String[] words) {
        String endpoint = words[0];
        try (QueryExecutionHTTP asked = QueryExecutionHTTP.service(endpoint, words[1])) {
            ResultSet rows = asked.execSelect();
            while (rows.hasNext()) {
                System.out.println(rows.next().getResource("state").getURI());
            }
        }
        try (QueryExecutionHTTP asked = QueryExecutionHTTP.service(endpoint, words[2])) {
            System.out.println(asked.execAsk());
        }
        try (QueryExecutionHTTP asked = QueryExecutionHTTP.service(endpoint, words[3])) {
            Model model = asked.execConstruct();
            System.out.println(model.size());
        }
    }
}
